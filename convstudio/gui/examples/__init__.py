"""The examples of the textbooks: their menu, their texts, and pages that draw what they tell."""
