"""Is what is quoted true?"""
