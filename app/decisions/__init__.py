"""FEEL expressions and DMN tables: pure, exact decimals, no Flask."""
