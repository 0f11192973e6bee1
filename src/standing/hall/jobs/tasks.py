"""The clockwork of jobs themselves."""

from procrastinate.contrib.django import app

from standing.hall.jobs import stalled


@app.periodic(cron="* * * * *", periodic_id="jobs.take_up_stalled")
@app.task(name="jobs.take_up_stalled", queueing_lock="jobs.take_up_stalled")
def take_up_stalled(timestamp: int) -> None:  # noqa: ARG001 - what is stalled counts, not the plan
    """Take up what a killed worker left. Without a lock: this job could itself be what was left."""
    stalled.take_up()
