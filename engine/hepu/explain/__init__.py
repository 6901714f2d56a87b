"""Why a conclusion holds or does not, what would change it, and how firmly it stands."""
