"""Decision tables in force (决策表): dated versions of DMN files, what they decided in which matter, and by which rows."""
