"""The small trained demonstrations: networks made for one question, and what to see of them."""
