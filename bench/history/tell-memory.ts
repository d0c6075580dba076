/** Loaded before a process that is measured: tells, when it ends, how much memory it held at most. */
process.on('exit', () => {
  process.send?.({ peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) });
});
process.channel?.unref();
