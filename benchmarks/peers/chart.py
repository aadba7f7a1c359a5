"""The same picture as one plain chart: rings and path of the bowl."""

import streamlit as st
from picture import bowl

st.plotly_chart(bowl(0), width="stretch")
