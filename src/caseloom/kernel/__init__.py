"""What every room stands on: ids, clock, errors, paging, and the viewer. No Django."""
