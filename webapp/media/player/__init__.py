"""A process that plays a file into a room: decodes, encodes for browsers and paces; started by the media node."""
