-- Chance by number: the same row and salt give the same draw for ever, on any number of threads.
-- The mixing is done on one whole number, since hash(a, b) of two salts would differ by a constant only.
CREATE MACRO chance(i, salt) AS
    ((hash(i::BIGINT * 64 + salt + getvariable('seed')::BIGINT * 1000000000000) >> 11)::DOUBLE / 9007199254740992);
CREATE MACRO pick(i, salt, n) AS floor(chance(i, salt) * n)::INTEGER;
-- The second of the day after w seconds of work: 7:30 to 11:30 and 13:30 to 17:00, 27,000 seconds in all.
CREATE MACRO office(w) AS (CASE WHEN w < 14400 THEN 27000 + w ELSE 34200 + w END)::INTEGER;
CREATE MACRO moment(day, second) AS make_timestamp((day::BIGINT * 86400 + second) * 1000000);
