"""Things played to people: media files of the house, played into rooms and to those who wait."""
