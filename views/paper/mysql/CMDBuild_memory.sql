CREATE OR REPLACE VIEW CMDBuild_memory
  (HARDWARE_ID, CAPTION, DESCRIPTION, CAPACITY, PURPOSE, TYPE, SPEED, NUMSLOTS)
AS
SELECT m.HARDWARE_ID, m.CAPTION, m.DESCRIPTION, m.CAPACITY, m.PURPOSE, m.TYPE, m.SPEED, m.NUMSLOTS
FROM memories m
-- as in the paper: keep only rows whose capacity is a plain number. OCS 1.x stores the column
-- as text and writes 'No' for an empty slot, and one such row makes XPath sum() yield NaN.
-- (OCS 2.x stores an integer, there the test is always true, and NULL or 0 mean empty.)
WHERE m.CAPACITY = CONCAT('', 0 + m.CAPACITY)
  AND m.CAPACITY <> '0';
