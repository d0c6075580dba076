import { UnavailableError } from '@popis/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Lets reports in while there is room for their bodies, from their first byte until they are answered. */
export interface ReportGate {
  /**
   * Takes room for a body.
   * @returns what gives it back; undefined when there is none, or no more are let in
   */
  enter(bytes: number): (() => void) | undefined;
  /** Lets nobody in from now on; resolves when all who were in have left, or the time is over. */
  close(limitMs: number): Promise<void>;
}

/** Opens a gate to so many bytes of bodies at once. */
export function openReportGate(bytesAtOnce: number): ReportGate {
  let taken = 0;
  let inside = 0;
  let isClosed = false;
  let whenEmpty: () => void = () => undefined;
  return {
    enter(bytes) {
      if (isClosed || taken + bytes > bytesAtOnce) {
        return undefined;
      }
      taken += bytes;
      inside += 1;
      let isIn = true;
      return () => {
        if (!isIn) {
          return;
        }
        isIn = false;
        taken -= bytes;
        inside -= 1;
        if (inside === 0) {
          whenEmpty();
        }
      };
    },
    async close(limitMs) {
      isClosed = true;
      if (inside === 0) {
        return;
      }
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        whenEmpty = resolve;
        timer = setTimeout(resolve, limitMs);
      });
      clearTimeout(timer);
    },
  };
}

/** Lets a request through a gate before its body is read; one that does not say its length takes as much room as it may. */
export function passGate(gate: ReportGate, longestBody: number) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const told = Number(request.headers['content-length'] ?? longestBody);
    const leave = gate.enter(Math.min(told, longestBody));
    if (leave === undefined) {
      throw new UnavailableError('There is no room for the report');
    }
    // Answered, or broken off by the sender.
    reply.raw.once('close', leave);
  };
}
