PREFIX : <http://a/>
INSERT DATA { :s :p "x"@en , 1 ; :q _:b . GRAPH :g { :s :p :o } } ;
DELETE DATA { :s :p 1 } ;
WITH :g DELETE { ?s ?p ?o } INSERT { ?o ?p ?s . GRAPH :h { ?s a :T } } USING :g USING NAMED :h
WHERE { ?s ?p ?o FILTER(isIRI(?o)) OPTIONAL { GRAPH ?g { ?s ?q "}" } } } ;
DELETE WHERE { ?s :p [] } ;
CLEAR SILENT NAMED ; DROP GRAPH :g ; CREATE GRAPH :k ; COPY :k TO DEFAULT ; MOVE SILENT DEFAULT TO :k ; ADD :k TO :g ; CLEAR ALL
