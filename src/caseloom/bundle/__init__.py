"""What one agency hands another: a signed bundle, made and checked byte for byte."""
