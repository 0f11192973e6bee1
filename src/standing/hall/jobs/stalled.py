"""
Jobs whose worker died in the middle.

Such a job stays marked as running and would keep its lock for ever: a job that runs by the clock would never
run again. Its transaction was undone with the worker, so it is queued once more.
"""

from django.db import connection, transaction

SILENT_SECONDS = 30  # a worker gives a sign of life every ten

MOST_ATTEMPTS = 5  # a job that takes its worker down each time is left to a person

_LEFT = """
    SELECT job.id, job.queueing_lock, job.attempts
    FROM procrastinate_jobs job
    LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
      AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
    ORDER BY job.id
    FOR UPDATE OF job SKIP LOCKED
"""
_WAITS = "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %s)"


@transaction.atomic
def take_up(*, silent_seconds: float = SILENT_SECONDS) -> int:
    """
    This will queue again what a dead worker left; where the same job waits already, the left one ends as failed.

    :returns: how many jobs were left
    """
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [silent_seconds])
        left = cursor.fetchall()
        for job, queueing_lock, attempts in left:
            cursor.execute(_WAITS, [queueing_lock])
            (waits,) = cursor.fetchone() or (False,)
            if waits or attempts >= MOST_ATTEMPTS:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job])
            else:
                cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job])
    return len(left)
