-- What a run did to a card is asked for every card that the run names, and by people who follow one card through runs.
CREATE INDEX run_change_run_id_card_id_idx ON run_change (run_id, card_id);
