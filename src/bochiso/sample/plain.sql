WITH placed AS (
    -- Rows come in the order of reception: a row's number says its day, chance says its unit.
    SELECT i, d.workday, d.day, i - d.first + 1 AS sequence, u.*
    FROM range(getvariable('first'), getvariable('until')) t(i)
    JOIN days d ON d.slot = i * getvariable('day_slots') // getvariable('dossiers')
    JOIN shares s ON s.slot = pick(i, 1, getvariable('unit_slots'))
    JOIN offices u ON u.office = s.office
), received AS (
    SELECT p.*, q.*,
        CASE WHEN chance(i, 3) < p.online AND q.offered THEN 2 WHEN chance(i, 4) < 0.04 THEN 3 ELSE 1 END AS way,
        floor(26000 * pow(chance(i, 5), 1.15))::INTEGER AS worked,
        CASE WHEN chance(i, 6) < 0.035 THEN CASE WHEN chance(i, 7) < 0.05 THEN 2 ELSE 1 END ELSE 0 END AS requests,
        chance(i, 8) < 0.15 AS unanswered
    FROM placed p
    JOIN procedures q ON q.number = p.pool_first + floor(p.pool_size * pow(chance(i, 2), 2.5))::INTEGER
), timed AS (
    SELECT *,
        CASE WHEN requests > 0 AND NOT unanswered THEN 1 + pick(i, 9, 7) ELSE 0 END AS waited,
        CASE
            WHEN chance(i, 10) < late THEN span + 1 + floor(25 * pow(chance(i, 11), 3))::INTEGER
            ELSE floor((span + 0.5) * chance(i, 11))::INTEGER
        END AS took,
        CASE
            WHEN chance(i, 12) < 0.80 THEN pick(i, 13, 900)
            WHEN chance(i, 12) < 0.92 THEN 900 + pick(i, 13, 250000)
            WHEN chance(i, 12) < 0.97 THEN 86400 + pick(i, 13, 1700000)
        END AS sync_lag
    FROM received
), ended AS (
    SELECT t.*, moment(t.day, office(worked)) AS came, e.day AS last_day, due.day AS due_day,
        (requests > 0 AND unanswered) OR e.day IS NULL AS open
    FROM timed t
    JOIN workdays due ON due.workday = t.workday + t.span
    LEFT JOIN workdays e ON e.workday = t.workday + t.took + t.waited AND e.day <= getvariable('horizon')
), told AS (
    SELECT *,
        CASE WHEN NOT open THEN moment(last_day, office(
            CASE WHEN last_day = day THEN worked + floor((27000 - worked) * chance(i, 14))::INTEGER
            ELSE pick(i, 14, 27000) END)) END AS done,
        moment(CASE WHEN calendar THEN day + days_given ELSE due_day END, 61200) AS promised,
        CASE WHEN came + to_seconds(sync_lag) <= moment(getvariable('horizon'), 61200)
            THEN came + to_seconds(sync_lag) END AS synced,
        CASE WHEN open AND requests > 0 THEN came + to_seconds(600 + pick(i, 15, 6000)) END AS asked,
        CASE WHEN NOT fee_asked THEN 'none' WHEN chance(i, 16) < 0.1 THEN 'zero' ELSE 'due' END AS fee_kind
    FROM ended
), paid AS (
    SELECT *,
        CASE
            WHEN fee_kind <> 'due' THEN 0
            WHEN chance(i, 17) < paid_online * (CASE WHEN way = 2 THEN 1 ELSE 0.4 END)
                THEN CASE WHEN chance(i, 18) < 0.8 THEN 1 ELSE 2 END
            WHEN chance(i, 18) < 0.5 THEN 3
            ELSE 0
        END AS paying,
        CASE
            WHEN open AND requests > 0 THEN 5
            WHEN open THEN CASE WHEN chance(i, 19) < 0.7 THEN 4 ELSE 2 END
            WHEN chance(i, 19) < 0.76 THEN 10
            WHEN chance(i, 19) < 0.98 THEN 9
            WHEN chance(i, 19) < 0.99 THEN 3
            WHEN chance(i, 19) < 0.995 THEN 7
            ELSE 8
        END AS state
    FROM told
)
SELECT
    office_code || '-' || strftime(came, '%y%m%d') || '-' || lpad(sequence::VARCHAR, 7, '0') AS code,
    procedure,
    office_code AS unit,
    CASE WHEN way > 1 OR chance(i, 20) < 0.98 THEN way::TINYINT END AS channel,
    came AS received_at,
    CASE WHEN chance(i, 21) < 0.995 THEN promised END AS due_at,
    CASE WHEN early THEN 4 ELSE state END::TINYINT AS status,
    CASE WHEN NOT early THEN done END AS ended_at,
    CASE WHEN early THEN 0 ELSE requests END::INTEGER AS supplement_requests,
    CASE WHEN NOT early THEN asked END AS supplement_requested_at,
    CASE WHEN early THEN 0 WHEN requests > 0 AND NOT unanswered THEN waited * 50000 + pick(i, 22, 30000) ELSE 0 END
        ::INTEGER AS supplement_seconds,
    CASE WHEN NOT early OR sync_lag < 900 THEN synced END AS synced_at,
    fee_kind AS fee,
    CASE WHEN early THEN 0 ELSE paying END::TINYINT AS payment,
    CASE WHEN NOT early AND paying > 0 THEN came + to_seconds(300) END AS paid_at,
    (chance(i, 23) < 0.25 + 0.75 * digital)::TINYINT AS component_file,
    (NOT early AND done IS NOT NULL AND chance(i, 24) < digital)::TINYINT AS result_file,
    (chance(i, 25) < 0.7 * digital)::TINYINT AS reused,
    (chance(i, 26) < 0.15)::TINYINT AS from_store,
    CASE WHEN chance(i, 27) < 0.98 THEN (chance(i, 28) < 0.45)::TINYINT END AS population_data,
    (NOT early AND chance(i, 29) < 0.002)::TINYINT AS complained,
    CASE WHEN early THEN came + to_seconds(1200)
        ELSE greatest(came + to_seconds(900), done, synced, asked) + to_seconds(600 + pick(i, 30, 6000)) END AS recorded_at
FROM paid, unnest(CASE WHEN chance(i, 31) * 100 < getvariable('twice') THEN [true, false] ELSE [false] END) states(early)
