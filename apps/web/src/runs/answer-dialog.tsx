import { Modal, Radio } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerRecord, type NewAnswer } from '../api/quarantine.ts';
import { cardsQuery } from '../api/queries.ts';
import type { CardSummary, QuarantinedRecord } from '../api/types.ts';
import { CardPicker, toSummary } from '../cards/card-picker.tsx';
import { ActForm } from '../shell/act-form.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { findCardOfKey, listAnswerChoices, meansCardOfKey } from './answer-choices.ts';
import { HardwareNote } from './hardware-note.tsx';

/** Asks what a record in quarantine means, and remembers it for its source. `onDone` follows an answer that stands. */
export function AnswerDialog({
  record,
  onClose,
  onDone,
}: {
  record: QuarantinedRecord;
  onClose: () => void;
  onDone: () => void;
}) {
  useReturnFocus();
  const choices = listAnswerChoices(record.kind);
  const [answer, setAnswer] = useState<NewAnswer['answer']>(choices[0]?.answer ?? 'ignore');
  const [picked, setPicked] = useState<CardSummary | null>();
  const known = useCardOfKey(record);
  const card = picked === undefined ? (known ?? null) : picked;
  const queryClient = useQueryClient();
  const give = useMutation({
    mutationFn: (given: NewAnswer) => answerRecord(record.id, given),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['quarantine'] });
      onDone();
    },
  });
  const wanted = toAnswer(answer, card);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`What is ${record.key === '' ? 'the record without a key' : record.key}?`}
    >
      <ActForm
        act={give}
        submit={wanted && ((reason) => give.mutate({ ...wanted, reason }))}
        verb="Answer"
        otherwise="Answer later"
        onClose={onClose}
        reasonKept="Kept with the answer, with your name"
        last={
          <p className="dim">
            Counts for the later runs of {record.source}, as long as key and hardware stay what they are. It
            can be taken back.
          </p>
        }
      >
        <p>{record.reason}</p>
        <HardwareNote evidence={record.evidence} />
        <Radio.Group
          label="Answer"
          value={answer}
          onChange={(value) => setAnswer(value === 'same-card' ? 'same-card' : 'ignore')}
        >
          {choices.map((choice) => (
            <Radio key={choice.answer} value={choice.answer} label={choice.label} mt="xs" />
          ))}
        </Radio.Group>
        {answer === 'same-card' ? (
          <CardPicker label="Card" className={record.class} picked={card} pick={setPicked} mandatory />
        ) : null}
      </ActForm>
    </Modal>
  );
}

/** The card that has the key of the record, where that is the one in question: nobody has to search for it. */
function useCardOfKey(record: QuarantinedRecord): CardSummary | undefined {
  const found = useQuery({
    ...cardsQuery(record.class, {
      filter: { attribute: 'Code', operator: 'equal', value: record.key },
      limit: 2,
    }),
    enabled: meansCardOfKey(record),
  });
  return findCardOfKey(record, (found.data?.items ?? []).map(toSummary));
}

/** The answer but for its reason, when all of it is there. */
function toAnswer(answer: NewAnswer['answer'], card: CardSummary | null) {
  if (answer === 'ignore') return { answer };
  return card === null ? undefined : { answer, card: card.id };
}
