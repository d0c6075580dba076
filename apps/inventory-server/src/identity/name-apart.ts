/**
 * A DEVICEID for a device whose agent says that of another: the host's name and the time, as agents make their own
 * (`{host}-YYYY-MM-DD-hh-mm-ss`), at the next second that is free.
 */
export function nameApart(deviceId: string, taken: readonly string[], now: Date): string {
  const host = deviceId.replace(/-\d{4}(-\d{2}){5}$/, '');
  for (let seconds = 0; ; seconds += 1) {
    const at = new Date(now.getTime() + seconds * 1000);
    const stamp = at.toISOString().slice(0, 19).replace(/[T:]/g, '-');
    const name = `${host}-${stamp}`;
    if (name !== deviceId && !taken.includes(name)) {
      return name;
    }
  }
}
