"""What scripts/build_encoder.py is made of: teacher, texts, training, export."""
