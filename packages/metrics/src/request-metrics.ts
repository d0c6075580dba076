import { Counter, Histogram, type Registry } from 'prom-client';

/** A request of HTTP that has been answered. */
export interface AnsweredRequest {
  method: string;
  /** The pattern of the route, such as `/cards/:id`, never the address; absent = none was found. */
  route: string | undefined;
  status: number;
  durationMs: number;
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
/** Bounds of histograms of durations: from a health check to a large report on a busy machine. */
export const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Counts requests by route and status, and how long they took by route; gives what is to be told of each. */
export function countRequests(registry: Registry): (request: AnsweredRequest) => void {
  const registers = [registry];
  const total = new Counter({
    name: 'popis_http_requests_total',
    help: 'Requests that were answered',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'popis_http_request_duration_seconds',
    help: 'How long requests took',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers,
  });
  return ({ method, route = 'none', status, durationMs }) => {
    const known = METHODS.has(method) ? method : 'other';
    total.inc({ method: known, route, status });
    duration.observe({ method: known, route }, durationMs / 1000);
  };
}
