"""What pages show: records, claims, answers as tables, forms, what things are called and where links lead."""
