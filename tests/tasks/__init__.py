"""The small trained demonstrations."""
