import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SourceDetail } from '../api/sources.ts';
import { useHas } from '../shell/rights.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import {
  describeDeltas,
  describeJitter,
  describeMissed,
  describeTimes,
  type Schedule,
} from './schedule-text.ts';

/** When runs of a source start, in words, and the way to say so for who may. */
export function ScheduleSection({ source }: { source: SourceDetail }) {
  const canSet = useHas('reconcile');
  const [open, setOpen] = useState(false);
  const { schedule } = source;
  return (
    <section>
      <h2 className="section-title">Schedule</h2>
      {schedule === null ? (
        <p>Runs start by hand only.</p>
      ) : (
        <StandingSchedule source={source} schedule={schedule} />
      )}
      {canSet ? (
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          Change the schedule …
        </Button>
      ) : (
        <p className="small dim">
          To change it takes the permission “reconcile”, which your account does not have.
        </p>
      )}
      {open ? <ScheduleDialog source={source} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

function StandingSchedule({ source, schedule }: { source: SourceDetail; schedule: Schedule }) {
  const { nextStartAt, nextFullStartAt, coveredUntil, deltasCoveredUntil, lastGood, lastGoodFull } = source;
  const hasDeltas = schedule.deltaCron !== null;
  return (
    <dl className="schedule">
      <dt>Times</dt>
      <dd>
        {describeTimes(schedule)} <code className="mono dim nowrap">{schedule.cron}</code>
      </dd>
      <dt>Deltas</dt>
      <dd>
        {describeDeltas(schedule)}{' '}
        {hasDeltas ? <code className="mono dim nowrap">{schedule.deltaCron}</code> : null}
      </dd>
      <dt>Delay</dt>
      <dd>{describeJitter(schedule.jitterSeconds)}</dd>
      <dt>Missed times</dt>
      <dd>{describeMissed(schedule.missed)}</dd>
      <dt>Next run</dt>
      <dd>
        <Due at={nextStartAt} />
      </dd>
      {hasDeltas ? (
        <>
          <dt>Next full run</dt>
          <dd>
            <Due at={nextFullStartAt} />
          </dd>
        </>
      ) : null}
      <dt>Last good run</dt>
      <dd>{lastGood === null ? 'None yet' : <Timestamp at={lastGood.at} />}</dd>
      {hasDeltas ? (
        <>
          <dt>Last good full run</dt>
          <dd>{lastGoodFull === null ? 'None yet' : <Timestamp at={lastGoodFull.at} />}</dd>
        </>
      ) : null}
      <dt>Made up for</dt>
      <dd>
        <Covered times={hasDeltas ? 'times of full runs' : 'times'} until={coveredUntil} />
        {hasDeltas ? (
          <>
            <br />
            <Covered times="times of deltas" until={deltasCoveredUntil} />
          </>
        ) : null}
      </dd>
      <dt>Set</dt>
      <dd>
        By {schedule.setBy} on <Timestamp at={schedule.since} />
      </dd>
    </dl>
  );
}

function Covered({ times, until }: { times: string; until: string | null }) {
  if (until === null) return <>No {times} yet</>;
  return (
    <>
      All {times} up to <Timestamp at={until} />
    </>
  );
}

function Due({ at }: { at: string | null }) {
  if (at === null) return <>None comes</>;
  const isOverdue = new Date(at).getTime() < Date.now();
  return (
    <>
      <Timestamp at={at} />{' '}
      {isOverdue ? (
        <span className="tag" data-tone="warn">
          overdue
        </span>
      ) : null}
    </>
  );
}
