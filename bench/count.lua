-- Tells wrk to print what the bench reads: answers, bad ones, octets, microseconds.
done = function(summary, latency, requests)
  local e = summary.errors
  local bad = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("COUNTED %d %d %d %d\n", summary.requests, bad, summary.bytes, summary.duration))
end
