"""What MkDocs builds: its configuration and style sheets, hand-written pages, and the frames of all others."""
