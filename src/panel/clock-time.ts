import type { EpochMs } from '../analyzer/trace/observation.ts';

/** Local wall clock time, `12:04:31`. */
export function clockTime(at: EpochMs): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
