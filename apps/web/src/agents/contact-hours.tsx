import type { ContactHour } from '../api/types.ts';
import { Grid } from '../shell/grid.tsx';
import { formatInstant } from '../values/instants.ts';
import { formatCount } from '../values/value-text.ts';
import { countOutcome, outcomes, sumOf, toHourBars } from './hour-bars.ts';

const size = { width: 720, height: 140 };

/** Contacts per hour as bars, by how they ended; the same numbers stand in a table below it. */
export function ContactHours({ hours }: { hours: readonly ContactHour[] }) {
  const { bars, most } = toHourBars(hours, size);
  const [first, last] = [hours[0], hours.at(-1)];
  return (
    <figure className="contact-hours">
      <div className="contact-hours-picture">
        <span className="dim small">{formatCount(most)}</span>
        <svg
          viewBox={`0 0 ${size.width} ${size.height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Contacts per hour, ${formatCount(most)} at most`}
        >
          {bars.map(({ hour, parts }) =>
            parts.map(({ outcome, ...place }) => (
              <rect key={`${hour} ${outcome}`} data-outcome={outcome} {...place} />
            )),
          )}
        </svg>
      </div>
      <div className="contact-hours-axis dim small">
        <span>{first === undefined ? '' : formatInstant(first.hour)}</span>
        <span>{last === undefined ? '' : formatInstant(last.hour)}</span>
      </div>
      <figcaption>
        <ul className="contact-hours-legend">
          {outcomes.map((outcome) => (
            <li key={outcome}>
              <span className="contact-hours-mark" data-outcome={outcome} aria-hidden="true" />
              {outcome} {formatCount(countOutcome(hours, outcome))}
            </li>
          ))}
        </ul>
      </figcaption>
      <HourTable hours={hours} />
    </figure>
  );
}

function HourTable({ hours }: { hours: readonly ContactHour[] }) {
  const busy = hours.filter((hour) => sumOf(hour) > 0);
  if (busy.length === 0) return <p className="dim">No agent has come in these hours.</p>;
  return (
    <details>
      <summary>The same in numbers</summary>
      <Grid
        label="Contacts per hour"
        columns={['Hour', ...outcomes.map((name) => ({ name, isNumber: true }))]}
      >
        {busy.map((hour) => (
          <tr key={hour.hour}>
            <td className="nowrap">{formatInstant(hour.hour)}</td>
            {outcomes.map((outcome) => (
              <td key={outcome} className="number">
                {formatCount(hour[outcome])}
              </td>
            ))}
          </tr>
        ))}
      </Grid>
    </details>
  );
}
