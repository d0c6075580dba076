import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Run } from '../api/types.ts';
import { type MarkShape, markLegend, type RunMark, toRunMarks } from './run-marks.ts';

/** Runs of a source side by side, the newest at the right; each leads to its page. */
export function RunStrip({ runs }: { runs: readonly Run[] }) {
  const { live, dry } = toRunMarks(runs);
  return (
    <>
      {live.length === 0 ? (
        <p className="dim">None has written anything yet.</p>
      ) : (
        <Strip label="Runs" marks={live} />
      )}
      {dry.length === 0 ? null : (
        <>
          <h3 className="strip-title">Only tried</h3>
          <Strip label="Runs that were only tried" marks={dry} />
        </>
      )}
      <ul className="strip-legend small dim">
        {markLegend.map(({ tone, shape, text }) => (
          <li key={shape}>
            <Mark tone={tone} shape={shape} /> {text}
          </li>
        ))}
      </ul>
    </>
  );
}

function Strip({ label, marks }: { label: string; marks: readonly RunMark[] }) {
  return (
    <ol className="run-strip" aria-label={`${label}, the oldest first`}>
      {marks.map(({ id, tone, shape, text }) => (
        <li key={id}>
          <Tooltip label={text} maw={320} multiline events={{ hover: true, focus: true, touch: false }}>
            <Link to="/runs/$id" params={{ id }} aria-label={text}>
              <Mark tone={tone} shape={shape} />
            </Link>
          </Tooltip>
        </li>
      ))}
    </ol>
  );
}

function Mark({ tone, shape }: Pick<RunMark, 'tone' | 'shape'>) {
  return (
    <svg className="run-mark" data-tone={tone} viewBox="0 0 16 16" aria-hidden="true">
      {drawShape(shape)}
    </svg>
  );
}

function drawShape(shape: MarkShape) {
  if (shape === 'full') return <rect x="2" y="2" width="12" height="12" rx="2" fill="currentColor" />;
  if (shape === 'half') {
    return (
      <>
        <path
          d="M8 1 15 14.5H1Z"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.75"
          strokeLinejoin="round"
        />
        <path d="M4.4 9h7.2L15 14.5H1Z" fill="currentColor" />
      </>
    );
  }
  if (shape === 'cross') return <path d="M3 3 13 13M13 3 3 13" stroke="currentColor" strokeWidth="3" />;
  return <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />;
}
