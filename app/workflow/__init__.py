"""The engine adapter: releases, instances, human tasks, timers, incidents. The only importer of SpiffWorkflow."""
