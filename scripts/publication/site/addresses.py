"""Says where on the site data, and what draws them, lie."""

# What the engine says of data lies here on the site; of practice data there.
DATA, PRACTICE = "data/", "practice/"
# Read when somebody asks for an interactive drawing, and by nobody else.
LIBRARY = "assets/vega.js"
