"""The pages: HTML per room. Translates a request, makes one domain call, translates back."""
