-- What wrk found, a figure a line: milliseconds, and answers that are neither a page nor "not modified".
done = function(summary, latency, requests)
  local errors = summary.errors
  print("bench_requests " .. summary.requests)
  print("bench_seconds " .. summary.duration / 1e6)
  print("bench_p50 " .. latency:percentile(50) / 1000)
  print("bench_p95 " .. latency:percentile(95) / 1000)
  print("bench_p99 " .. latency:percentile(99) / 1000)
  print("bench_failures " .. errors.connect + errors.read + errors.write + errors.status + errors.timeout)
end
