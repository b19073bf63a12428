"""The law as data: statutory periods and the working-day calendar."""
