import { Button, NativeSelect, Progress, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { DOCUMENT_CATEGORY, type NewDocument, uploadDocument } from '../api/documents.ts';
import { lookupQuery, refreshCard } from '../api/queries.ts';
import { ProblemView } from '../shell/states.tsx';

export function UploadDocument({ cardId }: { cardId: string }) {
  const queryClient = useQueryClient();
  const categories = useQuery(lookupQuery(DOCUMENT_CATEGORY));
  const file = useRef<HTMLInputElement>(null);
  const [category, setCategory] = useState('');
  const [description, setDescription] = useState('');
  const [share, setShare] = useState(0);
  const add = useMutation({
    mutationFn: (document: NewDocument) => uploadDocument(cardId, document, setShare),
    onSuccess: async () => {
      setDescription('');
      if (file.current) file.current.value = '';
      await refreshCard(queryClient, cardId);
    },
  });

  function submit() {
    const chosen = file.current?.files?.[0];
    if (chosen === undefined) return;
    setShare(0);
    add.mutate({ file: chosen, category, description: description.trim() });
  }
  return (
    <form
      aria-label="Add a document"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2 className="section-title">Add a document</h2>
      <div className="file-row">
        <label className="file-field">
          File
          <input ref={file} type="file" required />
        </label>
        <NativeSelect
          label="Category"
          value={category}
          onChange={(event) => setCategory(event.currentTarget.value)}
        >
          <option value="">—</option>
          {(categories.data ?? [])
            .filter((value) => value.active)
            .map((value) => (
              <option key={value.code} value={value.code}>
                {value.label}
              </option>
            ))}
        </NativeSelect>
        <TextInput
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={add.isPending}>
            Upload
          </Button>
        </div>
      </div>
      {add.isPending ? (
        <p role="status">
          <Progress value={share * 100} aria-label="Upload" /> {Math.round(share * 100)} %
        </p>
      ) : null}
      {add.isError ? <ProblemView error={add.error} /> : null}
    </form>
  );
}
