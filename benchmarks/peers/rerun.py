"""The way most pages step: a slider, a rerun, a chart made anew."""

import streamlit as st
from picture import STEPS, bowl

step = st.slider("step", 0, STEPS, 0)
st.plotly_chart(bowl(step), width="stretch")
