/** What a process tells Prometheus. */
export { Counter, Gauge, Histogram, type Registry } from 'prom-client';
export { type MetricsServer, type MetricsServerOptions, startMetricsServer } from './metrics-server.ts';
export { openMetrics } from './open-metrics.ts';
export { type AnsweredRequest, countRequests, SECONDS } from './request-metrics.ts';
export { carriesToken } from './token.ts';
