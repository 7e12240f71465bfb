-- The dossiers of the sample of Thái Nguyên: everything that the papers count is given out by rank, so that it comes out
-- exactly; everything else by chance. Suffix 1: as known at the first date, 2: at the second.

CREATE TABLE came AS
SELECT i, i < getvariable('received_1') AS early, d.workday, d.day, i - d.first + 1 AS sequence,
    floor(23000 * pow(chance(i, 1), 1.15))::INTEGER AS worked, l.*
FROM range(getvariable('received_2')) t(i)
JOIN days d ON d.slot = CASE
    WHEN i < getvariable('received_1') THEN i * getvariable('day_slots') // getvariable('received_1')
    ELSE getvariable('day_slots') + (i - getvariable('received_1')) * getvariable('day_slots')
        // (getvariable('received_2') - getvariable('received_1'))
    END
JOIN shares s ON s.slot = pick(i, 2, getvariable('unit_slots'))
JOIN leaves l ON l.leaf = s.leaf;

-- 0: the portal has it at both dates, 1: received by the first, taken by the second, 2: received by the first, never
-- taken, 3: received in August and taken, 4: received in August and not taken. Where nothing is sent any more, what came
-- since is never taken, the days before are taken whole, and less of what was received by the first date is made up for.
CREATE TABLE grouped AS
SELECT *, CASE
    WHEN early AND rank_1 <= getvariable('synced_1') THEN 0
    WHEN early AND rank_2 <= getvariable('late_synced') THEN 1
    WHEN early THEN 2
    WHEN rank_1 <= getvariable('august_synced') THEN 3
    ELSE 4 END AS cohort
FROM (
    SELECT *, row_number() OVER (PARTITION BY early, rank_1 > getvariable('synced_1')
        ORDER BY chance(i, 4) + CASE WHEN stopped THEN 0.5 ELSE 0 END, i) AS rank_2
    FROM (SELECT *, row_number() OVER (PARTITION BY early ORDER BY chance(i, 3) + 0.4 * i / getvariable('received_1')
        + CASE WHEN early OR NOT stopped THEN 0 WHEN workday <= getvariable('last_sent') THEN -1 ELSE 9 END, i)
        AS rank_1 FROM came));

CREATE TABLE filed AS
SELECT *, CASE
    WHEN NOT online_possible THEN FALSE
    WHEN cohort = 0 THEN online_rank <= getvariable('online_1')
    WHEN cohort IN (1, 3) THEN online_rank <= getvariable('online_2') - getvariable('online_1')
    ELSE chance(i, 5) < 0.6 END AS online
FROM (SELECT *, row_number() OVER (PARTITION BY cohort = 0, cohort IN (1, 3)
    ORDER BY chance(i, 6) + tilt + CASE WHEN online_possible THEN 0 ELSE 9 END, i) AS online_rank FROM grouped);

-- Open and overdue at the first date, unit by unit; of these some still are at the second.
CREATE TABLE backlog AS
SELECT i, backlog_rank <= stay AS stays, online FROM (
    SELECT i, online, overdue_1, stay, row_number() OVER (PARTITION BY top ORDER BY chance(i, 7), i) AS backlog_rank
    FROM filed WHERE cohort = 0 AND workday <= getvariable('long_ago'))
WHERE backlog_rank <= overdue_1;

CREATE TABLE ended_late AS
SELECT i, online FROM (
    SELECT i, online, row_number() OVER (PARTITION BY online ORDER BY chance(i, 8) - lateness, i) AS late_rank
    FROM filed WHERE cohort = 0 AND workday <= getvariable('long_ago') AND i NOT IN (SELECT i FROM backlog)) ranked
WHERE late_rank <= CASE WHEN online THEN getvariable('late_online_1') ELSE getvariable('late_direct_1') END
    - (SELECT count(*) FROM backlog b WHERE b.online = ranked.online);

-- Overdue since August: still open, unit by unit; or ended late.
CREATE TABLE backlog_new AS
SELECT i, online FROM (
    SELECT i, online, overdue_2 - stay AS wanted, row_number() OVER (PARTITION BY top ORDER BY chance(i, 9), i) AS new_rank
    FROM filed WHERE cohort IN (0, 1, 3) AND workday BETWEEN getvariable('lately') AND getvariable('middle') + 3)
WHERE new_rank <= wanted;

CREATE TABLE ended_late_new AS
SELECT i, online FROM (
    SELECT i, online, row_number() OVER (PARTITION BY online ORDER BY chance(i, 10) - lateness, i) AS late_rank
    FROM filed WHERE cohort IN (0, 1, 3) AND workday BETWEEN getvariable('lately') AND getvariable('middle')
        AND i NOT IN (SELECT i FROM backlog_new)) ranked
WHERE late_rank <= CASE WHEN online THEN getvariable('late_online_2') - getvariable('late_online_1')
    ELSE getvariable('late_direct_2') - getvariable('late_direct_1') END
    - (SELECT count(*) FROM backlog_new b WHERE b.online = ranked.online);

-- Working days of the due date and of the end (none: still open).
CREATE TABLE dated AS
SELECT *, CASE fate
    WHEN 'stays' THEN workday + 1 + pick(i, 11, 10)
    WHEN 'leaves' THEN workday + 1 + pick(i, 11, 10)
    WHEN 'late' THEN workday + 1 + pick(i, 11, 10)
    WHEN 'stuck' THEN soonest + pick(i, 11, getvariable('w2') - soonest)
    WHEN 'slow' THEN soonest + pick(i, 11, getvariable('w2') - 3 - soonest)
    ELSE workday + span END AS due_workday
FROM (
    SELECT f.*, greatest(getvariable('w1'), f.workday) + 1 AS soonest,
        [0, 1, 3, 3, 5, 5, 10, 15, 20, 30][1 + pick(f.i, 12, 10)] AS span,
        CASE WHEN b.stays THEN 'stays' WHEN b.i IS NOT NULL THEN 'leaves' WHEN l.i IS NOT NULL THEN 'late'
            WHEN bn.i IS NOT NULL THEN 'stuck' WHEN ln.i IS NOT NULL THEN 'slow' ELSE 'fine' END AS fate
    FROM filed f LEFT JOIN backlog b ON b.i = f.i LEFT JOIN ended_late l ON l.i = f.i
    LEFT JOIN backlog_new bn ON bn.i = f.i LEFT JOIN ended_late_new ln ON ln.i = f.i);

CREATE TABLE lived AS
SELECT *, end_workday <= getvariable('w1') AS ended_1, end_workday <= getvariable('w2') AS ended_2
FROM (SELECT *, CASE fate
    WHEN 'leaves' THEN getvariable('w1') + 1 + pick(i, 13, 22)
    WHEN 'late' THEN due_workday + 1 + floor(12 * pow(chance(i, 13), 2))::INTEGER
    WHEN 'slow' THEN due_workday + 1 + pick(i, 13, getvariable('w2') - due_workday)
    WHEN 'fine' THEN workday + floor((span + 0.6) * pow(chance(i, 13), 1.3))::INTEGER
    ELSE 100000 END AS end_workday FROM dated);

-- Complaints: some are settled in August and no longer held against the dossier.
CREATE TABLE heard AS
SELECT *, cohort = 0 AND complaint_rank <= getvariable('complained_1') AS complained_1,
    (cohort = 0 AND complaint_rank <= getvariable('complained_2') - getvariable('complained_new'))
        OR (cohort IN (1, 3) AND complaint_rank <= getvariable('complained_new')) AS complained_2
FROM (SELECT *, row_number() OVER (PARTITION BY cohort = 0, cohort IN (1, 3) ORDER BY chance(i, 14), i)
    AS complaint_rank FROM lived);

-- Fees due and payments online, unit by unit.
CREATE TABLE charged AS
SELECT *, CASE
    WHEN cohort = 0 THEN fee_rank <= fee_1
    WHEN cohort IN (1, 3) THEN fee_rank <= fee_2 - fee_1
    ELSE chance(i, 15) < 0.17 AND fee_1 > 0 END AS charged
FROM (SELECT *, row_number() OVER (PARTITION BY top, cohort = 0, cohort IN (1, 3) ORDER BY chance(i, 16), i)
    AS fee_rank FROM heard);

CREATE TABLE paid AS
SELECT *, paid_1 OR (charged AND cohort IN (0, 1, 3) AND newly_rank <= paid_2_wanted - paid_1_wanted)
    OR (charged AND cohort IN (2, 4) AND paid_2_wanted > 1 AND chance(i, 17) < 0.2) AS paid_2
FROM (
    SELECT *, row_number() OVER (PARTITION BY top, charged AND cohort IN (0, 1, 3) AND NOT paid_1
        ORDER BY CASE cohort WHEN 3 THEN 0 WHEN 1 THEN 1 ELSE 2 END, chance(i, 18), i) AS newly_rank
    FROM (SELECT *, charged AND cohort = 0 AND fee_rank <= paid_1_wanted AS paid_1 FROM charged));

-- The procedure: among those of the office and the kind, the ones that must have a dossier first.
CREATE TABLE chosen AS
SELECT k.*, p.procedure, p.paper
FROM (
    SELECT n.*, CASE WHEN kind_rank <= cover THEN kind_rank ELSE 1 + floor(size * pow(chance(i, 19), 1.6))::INTEGER END
        AS position
    FROM (
        SELECT *, row_number() OVER (PARTITION BY pool, kind ORDER BY
            CASE WHEN kind IN ('newly-counter', 'free-arriving') THEN cohort <> 3 ELSE cohort <> 0 END, chance(i, 20), i)
            AS kind_rank
        FROM (
            SELECT *, CASE
                WHEN zero_fee AND online THEN 'unpaid-online'
                WHEN zero_fee THEN 'paid-counter'
                WHEN NOT charged AND online AND pool = 'commune' AND workday < getvariable('withdrawn')
                    AND chance(i, 44) < 0.22 THEN 'free-withdrawn'
                WHEN NOT charged AND online AND cohort = 3 THEN 'free-arriving'
                WHEN NOT charged AND online THEN 'free-online'
                WHEN NOT charged THEN 'free-counter'
                WHEN paid_2 AND online THEN 'paid-online'
                WHEN paid_2 AND NOT paid_1 AND cohort = 3 THEN 'newly-counter'
                WHEN paid_2 THEN 'paid-counter'
                WHEN online THEN 'unpaid-online'
                ELSE 'unpaid-counter' END AS kind
            FROM (SELECT *, NOT charged AND cohort = 0 AND paid_1_wanted > 50 AND chance(i, 21) < 0.01 AS zero_fee FROM paid))
    ) n JOIN kinds USING (pool, kind)
) k JOIN procedures p ON p.pool = k.pool AND p.kind = k.kind AND p.position = k.position;

-- Electronic results, files of components, reuse: who has them at the first date keeps them.
CREATE TABLE resulted AS
SELECT * REPLACE (result_1 OR (paper AND ended_2 AND cohort IN (0, 1, 3) AND result_rank <= wanted_2 - wanted_1)
    OR (NOT paper AND ended_2 AND chance(i, 22) < 0.3) AS result_2)
FROM (
    SELECT *, FALSE AS result_2, row_number() OVER (PARTITION BY paper AND ended_2 AND cohort IN (0, 1, 3) AND NOT result_1
        ORDER BY chance(i, 23), i) AS result_rank
    FROM (
        SELECT r.*, w.*, (paper AND ended_1 AND cohort = 0 AND first_rank <= wanted_1)
            OR (NOT paper AND early AND ended_1 AND chance(i, 22) < 0.3) AS result_1
        FROM (SELECT *, row_number() OVER (PARTITION BY paper AND ended_1 AND cohort = 0 ORDER BY chance(i, 24), i)
            AS first_rank FROM chosen) r,
            (SELECT {electronic_1} AS wanted_1, {electronic_2} AS wanted_2 FROM (
                SELECT count(*) FILTER (paper AND cohort = 0) AS papers_1,
                    count(*) FILTER (paper AND cohort IN (0, 1, 3)) AS papers_2 FROM chosen)) w));

CREATE TABLE half_digitised AS
SELECT *, CASE
    WHEN cohort = 0 AND able_1 THEN first_able <= getvariable('digitised_1')
    WHEN cohort = 0 THEN NOT able_2 AND chance(i, 25) < 0.5
    ELSE cohort = 2 AND chance(i, 25) < 0.5 END AS component_1
FROM (SELECT *, row_number() OVER (PARTITION BY able_1 AND cohort = 0 ORDER BY chance(i, 27), i) AS first_able
    FROM (SELECT *, NOT paper OR result_1 AS able_1, NOT paper OR result_2 AS able_2 FROM resulted));

CREATE TABLE digitised AS
SELECT *, CASE WHEN able_2 AND cohort IN (0, 1, 3) THEN component_1 OR second_rank <= getvariable('digitised_2') - already
    ELSE component_1 OR (cohort = 4 AND chance(i, 25) < 0.5) END AS component_2
FROM (
    SELECT *, row_number() OVER (PARTITION BY able_2 AND cohort IN (0, 1, 3) AND NOT component_1
        ORDER BY cohort = 0, chance(i, 26), i) AS second_rank
    FROM half_digitised), (SELECT count(*) AS already FROM half_digitised WHERE able_2 AND component_1 AND cohort = 0);

CREATE TABLE reusing AS
SELECT *, reused_1 OR (cohort IN (0, 1, 3) AND more_rank <= getvariable('reused_2') - getvariable('reused_1'))
    OR (cohort = 4 AND chance(i, 28) < 0.4) AS reused_2
FROM (
    SELECT *, row_number() OVER (PARTITION BY cohort IN (0, 1, 3) AND NOT reused_1
        ORDER BY cohort = 0 OR chance(i, 29) > 0.8, chance(i, 30), i) AS more_rank
    FROM (
        SELECT *, (cohort = 0 AND reuse_rank <= getvariable('reused_1')) OR (cohort = 2 AND chance(i, 28) < 0.4) AS reused_1
        FROM (SELECT *, row_number() OVER (PARTITION BY cohort = 0 ORDER BY chance(i, 31), i) AS reuse_rank FROM digitised)));

CREATE TABLE timed AS
SELECT r.*, moment(r.day, office(worked)) AS received_at, moment(d.day, 61200) AS due_at,
    moment(e.day, office(CASE WHEN e.day = r.day THEN worked + floor((23400 - worked) * chance(i, 32))::INTEGER
        ELSE pick(i, 32, 23000) END)) AS ended_at,
    moment(a.day, office(pick(i, 33, 23000))) AS august
FROM reusing r
JOIN workdays d ON d.workday = r.due_workday
JOIN workdays a ON a.workday = getvariable('w1') + 1
    + pick(i, 34, CASE WHEN stopped AND cohort = 1 THEN getvariable('last_sent') - getvariable('w1') ELSE 23 END)
LEFT JOIN workdays e ON e.workday = r.end_workday;
