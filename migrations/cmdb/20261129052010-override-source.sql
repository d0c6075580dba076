INSERT INTO source (name, description) VALUES ('override', 'The end of values that people have set until an instant')
ON CONFLICT DO NOTHING;
