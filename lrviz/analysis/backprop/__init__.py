"""Backpropagation taken apart: a formula's graph, its values forward, its gradients back."""
