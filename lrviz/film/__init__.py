"""What a browser plays: films, scenes and reels, made of finished runs and packed as bytes."""
