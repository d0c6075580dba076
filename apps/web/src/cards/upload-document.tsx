import { Button, Progress, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type NewDocument, uploadDocument } from '../api/documents.ts';
import { refreshCard } from '../api/queries.ts';
import { ProblemView } from '../shell/states.tsx';

export function UploadDocument({ cardId }: { cardId: string }) {
  const queryClient = useQueryClient();
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
    add.mutate({ file: chosen, category: category.trim(), description: description.trim() });
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
        <TextInput
          label="Category"
          placeholder="contract, manual, …"
          value={category}
          onChange={(event) => setCategory(event.currentTarget.value)}
        />
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
