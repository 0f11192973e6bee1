"""The only post office: what is posted in a transaction is sent by a job, once, however often it is tried."""
