"""Mail that we fetch: one folder of the person's own, read now and then and never changed."""
