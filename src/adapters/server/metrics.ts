/** Upper bounds of the histogram of response times, in seconds. */
const BOUNDS = [0.005, 0.02, 0.05, 0.1, 0.5, 1, 5];

interface Series {
  count: number;
  sum: number;
  buckets: number[];
}

/** Figures of requests, in memory, since the server started. */
export interface RequestMetrics {
  observe(request: { route: string; method: string; status: number; seconds: number }): void;
  lines(): string[];
}

export function requestMetrics(): RequestMetrics {
  const counts = new Map<string, number>();
  const times = new Map<string, Series>();
  return {
    observe({ route, method, status, seconds }) {
      const labels = `route="${route}",method="${method}",status="${status}"`;
      counts.set(labels, (counts.get(labels) ?? 0) + 1);
      const series = times.get(route) ?? { count: 0, sum: 0, buckets: BOUNDS.map(() => 0) };
      series.count++;
      series.sum += seconds;
      BOUNDS.forEach((bound, i) => {
        if (seconds <= bound) series.buckets[i]!++;
      });
      times.set(route, series);
    },
    lines() {
      return [
        "# HELP workspace_http_requests_total Requests that were answered.",
        "# TYPE workspace_http_requests_total counter",
        ...counts.entries().map(([labels, count]) => `workspace_http_requests_total{${labels}} ${count}`),
        "# HELP workspace_http_request_seconds Time to the first byte of the answer.",
        "# TYPE workspace_http_request_seconds histogram",
        ...times.entries().flatMap(([route, { count, sum, buckets }]) => [
          ...BOUNDS.map((bound, i) =>
            `workspace_http_request_seconds_bucket{route="${route}",le="${bound}"} ${buckets[i]}`
          ),
          `workspace_http_request_seconds_bucket{route="${route}",le="+Inf"} ${count}`,
          `workspace_http_request_seconds_sum{route="${route}"} ${sum}`,
          `workspace_http_request_seconds_count{route="${route}"} ${count}`,
        ]),
      ];
    },
  };
}
