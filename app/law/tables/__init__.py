"""Decision tables in force (判定表): dated versions of DMN files, what they decided in which matter, and by which rows."""
