import { useQuery } from '@tanstack/react-query';
import { documentsQuery } from '../api/queries.ts';
import { useAsOf } from '../shell/as-of.ts';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { DocumentItem } from './document-item.tsx';
import { UploadDocument } from './upload-document.tsx';

export function DocumentsTab({ cardId, editable }: { cardId: string; editable: boolean }) {
  const { instant } = useAsOf();
  const documents = useQuery(documentsQuery(cardId, instant));
  if (documents.isPending) return <Loading what="documents" />;
  if (documents.isError) {
    return <ProblemView error={documents.error} retry={() => void documents.refetch()} />;
  }
  return (
    <>
      {documents.data.length === 0 ? (
        <EmptyState title="No documents">
          <p>
            Contracts, licences, manuals and drawings that concern this card are kept here, every version.
          </p>
        </EmptyState>
      ) : null}
      {documents.data.map((document) => (
        <DocumentItem key={document.id} document={document} cardId={cardId} editable={editable} />
      ))}
      {editable ? <UploadDocument cardId={cardId} /> : null}
    </>
  );
}
