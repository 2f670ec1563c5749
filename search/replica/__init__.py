"""Elasticsearch as a replica of the index that PostgreSQL holds: nothing is in it that is not there first."""
