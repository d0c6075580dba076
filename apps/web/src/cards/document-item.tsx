import { Button, Progress } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { DOCUMENT_CATEGORY, toContentAddress, unlinkDocument, uploadVersion } from '../api/documents.ts';
import { refreshCard } from '../api/queries.ts';
import type { DocumentRecord } from '../api/types.ts';
import { ProblemView } from '../shell/states.tsx';
import { LookupLabel } from '../values/lookup-label.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { formatBytes } from '../values/value-text.ts';

export function DocumentItem({
  document,
  cardId,
  editable,
}: {
  document: DocumentRecord;
  cardId: string;
  editable: boolean;
}) {
  const versions = [...document.versions].sort((left, right) => right.version - left.version);
  return (
    <section>
      <h2 className="section-title">
        {document.name}{' '}
        {document.category === null ? null : (
          <span className="tag">
            <LookupLabel lookup={DOCUMENT_CATEGORY} code={document.category} />
          </span>
        )}
      </h2>
      {document.description === null || document.description === '' ? null : (
        <p className="dim">{document.description}</p>
      )}
      <div className="table-frame">
        <table className="grid">
          <caption className="hidden-text">Versions of {document.name}</caption>
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Added</th>
              <th scope="col">By</th>
              <th scope="col">Type</th>
              <th scope="col" className="number">
                Size
              </th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <tr key={version.version}>
                <th scope="row" className="nowrap">
                  <a className="link" href={toContentAddress(document.id, version.version)} download>
                    Download version {version.version}
                  </a>
                </th>
                <td>
                  <Timestamp at={version.at} />
                </td>
                <td>{version.author}</td>
                <td>{version.mediaType}</td>
                <td className="number" title={`${version.size} bytes`}>
                  {formatBytes(version.size)}
                </td>
                <td className="mono hash">{version.sha256}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {editable ? <DocumentActions document={document} cardId={cardId} /> : null}
    </section>
  );
}

function DocumentActions({ document, cardId }: { document: DocumentRecord; cardId: string }) {
  const queryClient = useQueryClient();
  const [share, setShare] = useState(0);
  const [asked, setAsked] = useState(false);
  const add = useMutation({
    mutationFn: (file: File) => uploadVersion(document.id, file, setShare),
    onSuccess: () => refreshCard(queryClient, cardId),
  });
  const unlink = useMutation({
    mutationFn: () => unlinkDocument(document.id, cardId),
    onSuccess: () => refreshCard(queryClient, cardId),
  });
  const failure = add.error ?? unlink.error;
  return (
    <>
      {failure === null ? null : <ProblemView error={failure} />}
      {add.isPending ? (
        <Progress value={share * 100} aria-label={`Uploading a version of ${document.name}`} />
      ) : null}
      <div className="bar">
        <label className="file-field">
          New version
          <input
            type="file"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file) add.mutate(file);
              event.currentTarget.value = '';
            }}
          />
        </label>
        {asked ? (
          <span className="actions">
            <Button size="compact-xs" color="red" loading={unlink.isPending} onClick={() => unlink.mutate()}>
              Take it off this card
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
              Keep it
            </Button>
          </span>
        ) : (
          <Button size="compact-xs" variant="subtle" onClick={() => setAsked(true)}>
            Take off this card
          </Button>
        )}
      </div>
    </>
  );
}
