"""The throwaway account that shows every level of attention at once."""
