WITH told AS (
    SELECT *,
        CASE
            WHEN cohort IN (0, 3) THEN least(received_at + to_seconds(CASE WHEN chance(i, 35) < 0.8 THEN pick(i, 36, 900)
                ELSE pick(i, 36, 500000) END), moment(CASE
                WHEN early THEN getvariable('day_1')
                WHEN stopped THEN getvariable('last_sent_day')
                ELSE getvariable('day_2') END, 58400))
            WHEN cohort = 1 THEN august
        END AS synced_at,
        fate = 'fine' AND ended_1 AND chance(i, 37) < 0.03 AS completed,
        fate = 'fine' AND NOT ended_1 AND ended_2 AND chance(i, 37) < 0.05 AS asked,
        CASE WHEN zero_fee THEN 'zero' WHEN charged THEN 'due' ELSE 'none' END AS fee,
        CASE WHEN paid_2 AND NOT paid_1 AND cohort = 0 THEN august WHEN paid_2 THEN received_at + to_seconds(300) END AS paid_at
    FROM timed
), states AS (
    SELECT *, 1 AS state, ended_1 AS ended, paid_1 OR (paid_2 AND cohort <> 0) AS paid, cohort = 0 AS synced,
        component_1 AS component, result_1 AS result, reused_1 AS reused, complained_1 AS complained
    FROM told WHERE early
    UNION ALL
    SELECT *, 2, ended_2, paid_2, cohort IN (0, 1, 3), component_2, result_2, reused_2, complained_2
    FROM told
    WHERE NOT early OR cohort = 1 OR ended_1 <> ended_2 OR component_1 <> component_2 OR result_1 <> result_2
        OR reused_1 <> reused_2 OR complained_1 <> complained_2 OR (cohort = 0 AND paid_1 <> paid_2)
)
SELECT
    'H55-' || strftime(received_at, '%y%m%d') || '-' || lpad(sequence::VARCHAR, 5, '0') AS code,
    procedure,
    unit_code AS unit,
    CASE WHEN online THEN 2 WHEN chance(i, 38) < 0.03 THEN 3 ELSE 1 END::TINYINT AS channel,
    received_at,
    due_at,
    CASE WHEN ended AND chance(i, 39) < 0.2 THEN 9 WHEN ended THEN 10 WHEN asked THEN 5 ELSE 4 END::TINYINT AS status,
    CASE WHEN ended THEN ended_at END AS ended_at,
    (completed OR asked)::INTEGER AS supplement_requests,
    CASE WHEN asked AND NOT ended THEN received_at + to_seconds(60) END AS supplement_requested_at,
    CASE WHEN completed THEN 30000 + pick(i, 40, 200000) ELSE 0 END::INTEGER AS supplement_seconds,
    CASE WHEN synced THEN synced_at END AS synced_at,
    fee,
    CASE WHEN NOT paid THEN 0 WHEN chance(i, 41) < 0.8 THEN 1 ELSE 2 END::TINYINT AS payment,
    CASE WHEN paid THEN paid_at END AS paid_at,
    component::TINYINT AS component_file,
    result::TINYINT AS result_file,
    reused::TINYINT AS reused,
    0::TINYINT AS from_store,
    (online AND chance(i, 42) < 0.4)::TINYINT AS population_data,
    complained::TINYINT AS complained,
    greatest(received_at, CASE WHEN synced THEN synced_at END, CASE WHEN ended THEN ended_at END,
        CASE WHEN paid THEN paid_at END, CASE WHEN state = 2 AND early THEN august END)
        + to_seconds(360 + pick(i, 43, 500)) AS recorded_at
FROM states
ORDER BY i, state
