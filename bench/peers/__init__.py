"""The same question asked of several engines, each as somebody who knows it well would write it."""
